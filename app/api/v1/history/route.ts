import { HistoryQuestion } from "#lib/contract/history-questions.ts";
import { attachment } from "#lib/http/attachment.ts";
import { readQuery } from "#lib/http/input.ts";
import { json, readRoute } from "#lib/http/route.ts";
import { runtime } from "#lib/runtime/runtime.ts";
import { answerHistory } from "#lib/services/answer-history.ts";

export const { GET, HEAD, OPTIONS, POST, PUT, PATCH, DELETE } = readRoute("/api/v1/history", async (request) => {
  const answer = await answerHistory(runtime().history, readQuery(request, HistoryQuestion), Date.now());
  return "page" in answer ? json(answer.page) : attachment(answer.file.name, answer.file.type, answer.file.body);
});
