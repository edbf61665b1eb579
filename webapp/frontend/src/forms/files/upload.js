/** Sends files to the server one by one, telling how far each is. */
import { words } from "../../i18n.js";

/** Why a chosen file cannot be sent, in words; undefined when it can. The server checks again and decides. */
export function refusal(file, { uploadLargest, uploadAccept = "" }) {
  if (file.size === 0) return words("fileEmpty");
  if (file.size > uploadLargest) return words("fileTooLarge", { size: sizeWords(uploadLargest) });
  const allowed = uploadAccept.split(",");
  const extension = /\.[^.]+$/.exec(file.name.toLowerCase())?.[0];
  return allowed.includes(extension) ? undefined : words("fileType", { types: allowed.join(", ") });
}

/**
 * Uploads a file: a promise of `{ id, filename, size }`; `progress` is told the share sent, from 0 to 1.
 * It fails with an Error whose message is for people, and `canRetry` when the same may succeed later.
 */
export function upload(file, { uploadUrl, csrf, taskId }, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest(); // fetch cannot tell how much has been sent
    request.open("POST", taskId ? `${uploadUrl}?task=${taskId}` : uploadUrl);
    request.setRequestHeader("X-CSRFToken", csrf);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", ({ loaded, total }) => progress(total ? loaded / total : 0));
    request.addEventListener("load", () => settle(request, resolve, reject));
    request.addEventListener("error", () => reject(problem(words("uploadLost"), true)));
    request.addEventListener("abort", () => reject(problem(words("uploadStopped"), true)));
    signal?.addEventListener("abort", () => request.abort());
    const body = new FormData();
    body.append("file", file);
    request.send(body);
  });
}

function settle({ status, response }, resolve, reject) {
  if (status === 201 && response) resolve(response);
  else if (status === 401) reject(problem(words("uploadSignedOut"), true));
  else reject(problem(response?.title ?? words("uploadFailed"), status === 429 || status >= 500));
}

const problem = (message, canRetry) => Object.assign(new Error(message), { canRetry });

/** A number of bytes in the words of the page; bytes are written out: the short “14 byte” is no English. */
export function sizeWords(bytes) {
  const unit = bytes >= 2 ** 20 ? "megabyte" : bytes >= 2 ** 10 ? "kilobyte" : "byte";
  const number = bytes / { megabyte: 2 ** 20, kilobyte: 2 ** 10, byte: 1 }[unit];
  const digits = unit !== "byte" && number < 10 ? 1 : 0;
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit,
    unitDisplay: unit === "byte" ? "long" : "short",
    maximumFractionDigits: digits,
  }).format(number);
}
