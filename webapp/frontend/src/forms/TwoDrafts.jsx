import { useEffect, useRef } from "react";

import { Icon } from "../icon.jsx";
import { words } from "../i18n.js";
import { differences } from "./differences.js";

/**
 * Two versions of what was filled in, side by side where they differ; one chooses. `about`: which words introduce them,
 * "conflict" (another window has saved) or "copy" (this browser has kept something).
 */
export function TwoDrafts({ about, time, schema, context, mine, theirs, onMine, onTheirs }) {
  const notice = useRef(null);
  useEffect(() => notice.current?.focus(), []);
  const fields = differences(schema, mine, theirs, context);
  return (
    <div ref={notice} className="alert tone-warning two-drafts" role="alert" tabIndex={-1}>
      <div className="alert-icon">
        <Icon name="alert-triangle" />
      </div>
      <div>
        <h2 className="alert-heading">{words(`${about}Title`)}</h2>
        <p>{words(`${about}Text`, { time })}</p>
        <table className="table two-drafts-table">
          <thead>
            <tr>
              <th scope="col">{words("field")}</th>
              <th scope="col">{words(`${about}Mine`)}</th>
              <th scope="col">{words(`${about}Theirs`)}</th>
            </tr>
          </thead>
          <tbody>
            {fields.map(({ label, mine, theirs }, index) => (
              <tr key={index}>
                <th scope="row">{label}</th>
                <td data-label={words(`${about}Mine`)}>{mine}</td>
                <td data-label={words(`${about}Theirs`)}>{theirs}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div className="two-drafts-choice">
          <button type="button" className="btn btn-primary" onClick={onMine}>
            {words(`${about}KeepMine`)}
          </button>
          <button type="button" className="btn" onClick={onTheirs}>
            {words(`${about}KeepTheirs`)}
          </button>
        </div>
      </div>
    </div>
  );
}

/** What this browser had kept is in the form again; one may take the saved version instead. */
export function Restored({ time, onUndo }) {
  return (
    <div className="alert tone-info" role="status">
      <div className="alert-icon">
        <Icon name="info-circle" />
      </div>
      <div>
        {words("restored", { time })}{" "}
        <button type="button" className="btn btn-sm" onClick={onUndo}>
          {words("copyKeepTheirs")}
        </button>
      </div>
    </div>
  );
}
