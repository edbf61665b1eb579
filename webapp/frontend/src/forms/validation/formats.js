/** The formats of engine/formats.py, for the browser. The server checks again and decides. */
import { format } from "@cfworker/json-schema";

const PHONE = /^\+?[0-9](?:[ ()\-–.]*[0-9]){5,14}$/;
const KPP = /^[0-9]{4}[0-9A-Z]{2}[0-9]{3}$/;
const BIK = /^0[014][0-9]{7}$/;
const INN_WEIGHTS = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

export const isPhone = (text) => PHONE.test(text.trim());
export const isKpp = (text) => KPP.test(text);
export const isBik = (text) => BIK.test(text);

/** Taxpayer number: 10 digits of an organisation, 12 of a person, with check digits. */
export function isInn(text) {
  if (!/^([0-9]{10}|[0-9]{12})$/.test(text)) return false;
  const places = text.length === 10 ? [9] : [10, 11];
  return places.every((place) => innCheck(text.slice(0, place)) === Number(text[place]));
}

function innCheck(digits) {
  const weights = INN_WEIGHTS.slice(-digits.length);
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return (sum % 11) % 10;
}

/** State registration number: 13 digits of an organisation, 15 of a sole proprietor, the last one a check digit. */
export function isOgrn(text) {
  if (!/^([0-9]{13}|[0-9]{15})$/.test(text)) return false;
  const rest = BigInt(text.slice(0, -1)) % BigInt(text.length - 2);
  return rest % 10n === BigInt(text.at(-1));
}

Object.assign(format, { phone: isPhone, inn: isInn, kpp: isKpp, ogrn: isOgrn, bik: isBik });
