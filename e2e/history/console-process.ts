import { once } from "node:events";
import { flushCompileCache } from "node:module";
import { createStreamHub } from "../../lib/stream/hub.ts";
import { startRecordingConsole } from "./recording-console.ts";
import { connectTo } from "./stores.ts";

/**
 * A console in a process of its own, for tests that kill it. It needs `--conditions=react-server`, as server code does
 * outside of Next. It begins when it is told to, so that a test need not wait for the compiler; what its stream tells goes
 * to stdout, byte for byte.
 */
const [kubeconfig = "", databaseUrl = "", dataDir = ""] = process.argv.slice(2);
// It would be written at the end, which a kill is not.
flushCompileCache();
await once(process.stdin, "data");
const console = await startRecordingConsole(kubeconfig, connectTo(databaseUrl || null, dataDir), databaseUrl ? "postgres" : "sqlite");
const hub = createStreamHub(console.live);
for await (const chunk of hub.open(null, new AbortController().signal)) process.stdout.write(chunk);
