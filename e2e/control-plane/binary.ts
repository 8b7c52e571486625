import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { access, mkdir, readFile, rename } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const KUBERNETES_VERSION = "v1.36.1";

/** Where the built control plane is kept: one file for each version of its sources. */
async function cachedPath(): Promise<string> {
  const hash = createHash("sha256");
  for (const name of ["go.mod", "go.sum", "main.go"]) hash.update(await readFile(path.join(here, name)));
  const cache = process.env["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  return path.join(cache, "buoy", "control-plane", hash.digest("hex").slice(0, 16), "testcluster");
}

/** The control plane's program, or `null` where it has not been built yet. */
export async function controlPlaneBinary(): Promise<string | null> {
  const file = await cachedPath();
  return access(file).then(
    () => file,
    () => null,
  );
}

/**
 * Builds etcd, kube-apiserver, kube-controller-manager and kube-scheduler into one program. Minutes with a cold Go cache.
 *
 * @throws {Error} Where there is no `go`, or the build fails.
 */
export async function buildControlPlane(): Promise<string> {
  const file = await cachedPath();
  await mkdir(path.dirname(file), { recursive: true });
  const partial = `${file}.${process.pid}`;
  const ldflags = `-s -w -X k8s.io/component-base/version.gitVersion=${KUBERNETES_VERSION}`;
  await new Promise<void>((resolve, reject) => {
    const child = spawn("go", ["build", "-trimpath", `-ldflags=${ldflags}`, "-o", partial, "."], {
      cwd: here,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, CGO_ENABLED: "0" },
    });
    child.on("error", (cause) => reject(new Error("building the control plane needs Go 1.26 or newer on the PATH", { cause })));
    child.on("close", (code) => (code === 0 ? resolve() : reject(new Error(`go build ended with ${code}`))));
  });
  await rename(partial, file);
  return file;
}
