/** Comments: what is typed stays until it is sent, and colleagues are mentioned by choosing them after an @. */
import { keepDraft } from "./comments/draft.js";
import { offerMentions } from "./comments/mentions.js";

export function keepComments() {
  for (const form of document.querySelectorAll("[data-comment-draft]")) keepDraft(form, window.localStorage);
  for (const field of document.querySelectorAll("[data-mentions]")) offerMentions(field);
}
