import { clsx } from "clsx";
import type { ButtonHTMLAttributes } from "react";

type Look = "plain" | "primary" | "quiet";

const LOOKS: Record<Look, string> = {
  plain: "border border-line2 bg-surface text-text hover:bg-hover",
  primary: "border border-solid bg-solid text-onsolid hover:opacity-90",
  quiet: "border border-transparent text-text2 hover:bg-hover hover:text-text",
};

export function buttonClass(look: Look = "plain", small = false): string {
  return clsx(
    "inline-flex items-center justify-center gap-1.5 whitespace-nowrap rounded-control font-medium no-underline hover:no-underline disabled:cursor-not-allowed disabled:border-line disabled:bg-sunken disabled:text-text3",
    small ? "h-6 px-2 text-12" : "h-8 px-3 text-13 max-narrow:h-10",
    LOOKS[look],
  );
}

export function Button({
  look,
  small,
  className,
  type = "button",
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { look?: Look; small?: boolean }) {
  return <button type={type} className={clsx(buttonClass(look, small), className)} {...rest} />;
}
