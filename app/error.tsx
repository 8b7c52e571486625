"use client";

import { ProblemNotice } from "#components/layout/problem-notice.tsx";

export default function PageError({ error, reset }: { error: Error; reset: () => void }) {
  return <ProblemNotice error={error} onRetry={reset} />;
}
