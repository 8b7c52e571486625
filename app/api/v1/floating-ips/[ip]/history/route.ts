import { AddressHistoryQuestion } from "#lib/contract/history-questions.ts";
import { attachment } from "#lib/http/attachment.ts";
import { type AddressContext, readAddress, readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { answerHistory } from "#lib/services/answer-history.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute<AddressContext>(
  "/api/v1/floating-ips/{ip}/history",
  async (request, context) => {
    const question = { ...readQuery(request, AddressHistoryQuestion), ip: await readAddress(context) };
    const answer = await answerHistory(runtime().history, question, Date.now());
    return "page" in answer ? json(answer.page) : attachment(answer.file.name, answer.file.type, answer.file.body);
  },
);
