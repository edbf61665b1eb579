import { Icon } from "../../icon.jsx";
import { pageLanguage, words } from "../../i18n.js";
import { controlId, focusField } from "../attributes.js";
import { errorLine } from "../validation/messages.js";

const ERROR_LIST = "form-errors";

/** Brings the list into view and to the attention of a screen reader. */
export const focusErrors = () => document.getElementById(ERROR_LIST)?.focus();

/** All errors above the form; each leads to its field. */
export function ErrorList({ errors, schema }) {
  return (
    <div id={ERROR_LIST} className="alert tone-bad" role="alert" tabIndex={-1}>
      <div className="alert-icon">
        <Icon name="alert-triangle" />
      </div>
      <div>
        <h2 className="alert-heading">{words("errors", { count: errors.length })}</h2>
        <ul className="error-list">
          {errors.map((error, index) => (
            <li key={index}>
              <ErrorLink property={error.property} line={errorLine(error, schema, pageLanguage())} />
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

function ErrorLink({ property, line }) {
  const follow = (event) => {
    event.preventDefault();
    focusField(property);
  };
  if (!property || property === ".") return line;
  return (
    <a href={`#${controlId(property)}`} onClick={follow}>
      {line}
    </a>
  );
}
