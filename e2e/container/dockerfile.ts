/** What the last stage of a Dockerfile says, as far as this project's own one goes. */
export type Image = {
  readonly env: Readonly<Record<string, string>>;
  /** Files from the build stage: source below `/src`, target below `/app`. */
  readonly copies: readonly { readonly from: string; readonly to: string }[];
  readonly uid: number;
  readonly gid: number;
  readonly command: readonly string[];
  readonly healthCheck: readonly string[];
};

/** @throws {Error} When a line that the image depends on is missing. */
export function readDockerfile(text: string): Image {
  const stages = text.split(/^FROM /m);
  const lines = (stages.at(-1) ?? "").split("\n");
  const only = (instruction: string): string => {
    const found = lines.filter((line) => line.startsWith(`${instruction} `));
    const [line] = found;
    if (found.length !== 1 || !line) throw new Error(`expected one ${instruction} in the last stage, found ${found.length}`);
    return line.slice(instruction.length + 1).trim();
  };
  const [uid = Number.NaN, gid = Number.NaN] = only("USER").split(":").map(Number);
  return {
    env: Object.fromEntries(
      only("ENV")
        .split(/\s+/)
        .map((pair) => pair.split("=", 2) as [string, string]),
    ),
    copies: lines
      .filter((line) => line.startsWith("COPY --from=build "))
      .map((line) => {
        const [from = "", to = ""] = line.split(/\s+/).slice(-2);
        return { from: from.replace(/^\/src\//, ""), to };
      }),
    uid,
    gid,
    command: JSON.parse(only("CMD")) as string[],
    healthCheck: JSON.parse(only("HEALTHCHECK").replace(/^.*? CMD /, "")) as string[],
  };
}
