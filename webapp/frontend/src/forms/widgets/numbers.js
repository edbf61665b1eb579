/** Numbers as people read and write them. */
import { pageLanguage } from "../../i18n.js";

const ENGLISH_THOUSANDS = /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/;

/** «1 234,5» → 1234.5, in English "1,234.5" too; text that is no number is returned as it is. */
export function parsed(text, language = pageLanguage()) {
  const together = text.replace(/\s/g, "");
  const isGrouped = language === "en" && ENGLISH_THOUSANDS.test(together);
  const bare = isGrouped ? together.replaceAll(",", "") : together.replace(",", ".");
  if (bare === "") return undefined;
  return /^[+-]?(\d+\.?\d*|\.\d+)$/.test(bare) ? Number(bare) : text;
}

export function formatted(value, digits, language = pageLanguage()) {
  if (typeof value !== "number") return value ?? "";
  return new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: 15 }).format(value);
}

/** Without thousands, so that the cursor does not jump while typing. */
export function editable(value) {
  if (typeof value !== "number") return value ?? "";
  return pageLanguage() === "ru" ? String(value).replace(".", ",") : String(value);
}
