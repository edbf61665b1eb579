/** «89123456789» → «+7 912 345-67-89»; numbers of other countries stay as they were typed. */
export function tidyPhone(text) {
  const digits = text.replace(/[\s().–-]/g, "");
  const [, area, first, second, third] = /^(?:\+7|7|8)(\d{3})(\d{3})(\d{2})(\d{2})$/.exec(digits) ?? [];
  return area ? `+7 ${area} ${first}-${second}-${third}` : text;
}
