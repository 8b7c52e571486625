import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { AN_ADDRESS, expect, test } from "./fixtures.ts";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 390, height: 844 },
];
/** Pods that nothing happens to on the demo's day, of the address's own namespace and of another one. */
const OWN = `/floating-ips/10.99.0.41?move=${encodeURIComponent("edge/ingress-0")}`;
const FOREIGN = `/floating-ips/${AN_ADDRESS}?move=${encodeURIComponent("edge/lb-0")}`;
const PLANNED = "What changes";
const REFUSED = "No plan";

/** Every form that writes, opened by its URL, and what stands in it once its plan is there. */
const FORMS = [
  { what: "a move", path: OWN, shows: PLANNED },
  { what: "a move from another namespace", path: FOREIGN, shows: PLANNED },
  { what: "a move without a pod", path: `/floating-ips/${AN_ADDRESS}?move=`, shows: "Choose a pod to see the plan." },
  { what: "a move that cannot be", path: `/floating-ips/${AN_ADDRESS}?move=${encodeURIComponent("edge/cdn-origin-0")}`, shows: REFUSED },
  { what: "a mend", path: `/findings?mend=${encodeURIComponent("StatefulSet/payments/gw")}`, shows: PLANNED },
  { what: "the CNI gate", path: "/setup?gate=cni", shows: PLANNED },
  { what: "the Felix gate of a node", path: "/setup?gate=felix&node=node-e", shows: PLANNED },
  { what: "the guard", path: "/setup?guard=audit", shows: PLANNED },
  { what: "a reservation", path: "/addresses?reserve=10.244.200.9", shows: PLANNED },
] as const;

const dialog = (page: Page) => page.getByRole("dialog");

for (const { what, path, shows } of FORMS) {
  for (const theme of ["light", "dark"]) {
    test(`the form of ${what} has no accessibility violation in the ${theme} theme, wide and narrow`, async ({
      page,
      context,
      baseURL,
      complaints,
    }) => {
      await context.addCookies([{ name: "buoy-theme", value: theme, url: baseURL ?? "" }]);
      await page.goto(path);
      await expect(dialog(page)).toContainText(shows);
      for (const size of SIZES) {
        await page.setViewportSize(size);
        expect(await violations(page), `${size.width} wide`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), `${size.width} fits`).toBe(true);
      }
      if (shows === PLANNED) await expectReadOnly(page);
      if (shows === REFUSED) complaints.splice(0, complaints.length, ...complaints.filter((text) => !text.includes("422")));
    });
  }
}

/** Nothing can be applied here, and why stands beside the button. */
async function expectReadOnly(page: Page): Promise<void> {
  const apply = dialog(page).getByRole("button", { name: /^Apply/ });
  await expect(apply).toBeDisabled();
  await expect(apply).toHaveAccessibleDescription(/started read-only/);
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
}

async function violations(page: Page): Promise<readonly string[]> {
  const { violations } = await new AxeBuilder({ page }).include('[role="dialog"]').analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}
