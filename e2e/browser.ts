import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";

/** The browser of the machine where it has one, else the one that comes with the packages. */
export async function findBrowser(): Promise<string> {
  const installed = process.env["CHROMIUM"] ?? ["/usr/bin/chromium", "/usr/bin/google-chrome"].find((file) => existsSync(file));
  if (installed && installed !== "packaged") return installed;

  // The package brings the shared libraries as well, but unpacks them only where it believes to be in that place.
  if (!hasSharedLibraries()) process.env["AWS_EXECUTION_ENV"] = "AWS_Lambda_nodejs22.x";
  const { default: chromium } = await import("@sparticuz/chromium");
  return chromium.executablePath();
}

function hasSharedLibraries(): boolean {
  try {
    return execFileSync("ldconfig", ["-p"], { encoding: "utf8" }).includes("libnss3.so");
  } catch {
    return false;
  }
}
