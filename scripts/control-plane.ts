import { buildControlPlane, controlPlaneBinary } from "../e2e/control-plane/binary.ts";

const found = await controlPlaneBinary();
console.log(found ?? (await buildControlPlane()));
