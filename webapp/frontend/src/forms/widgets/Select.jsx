import { words } from "../../i18n.js";
import { aria, controlClass, isReadOnly } from "../attributes.js";
import { Plain } from "./Plain.jsx";

/** One of `choices`: `[{ value, label }]`. The browser's own list: it knows the keyboard and the phone. */
export function Select({ choices, ...props }) {
  const { id, value, onChange, onBlur, onFocus, disabled, placeholder, options } = props;
  const chosen = choices.findIndex((choice) => choice.value === value);
  if (isReadOnly(props)) return <Plain id={id}>{choices[chosen]?.label}</Plain>;
  return (
    <select
      {...aria(props)}
      id={id}
      className={controlClass("form-select", props)}
      value={chosen < 0 ? "" : String(chosen)}
      disabled={disabled}
      onChange={(event) => onChange(choices[event.target.value]?.value ?? options.emptyValue)}
      onFocus={() => onFocus(id, value)}
      onBlur={() => onBlur(id, value)}
    >
      <option value="">{placeholder || words("choose")}</option>
      {choices.map(({ label }, index) => (
        <option key={index} value={String(index)}>
          {label}
        </option>
      ))}
    </select>
  );
}

/** A choice the schema lists (`oneOf` of constants, or `enum`). */
export const EnumSelect = (props) => <Select choices={props.options.enumOptions ?? []} {...props} />;

/** A person, of the group that `ui:options.group` names; the value is the person's id. */
export function PersonSelect(props) {
  const { people = [] } = props.registry.formContext;
  const { group } = props.options;
  const offered = people.filter((person) => !group || !person.groups || person.groups.includes(group));
  const choices = offered.map(({ id, name }) => ({ value: id, label: name }));
  return <Select choices={withFormer(choices, props.value, "formerPerson")} {...props} />;
}

/** A card of the registry that `ui:options.registry` names; the value is the record's id. */
export function RecordSelect(props) {
  const { records = {} } = props.registry.formContext;
  const offered = records[props.options.registry] ?? [];
  const choices = offered.map(({ id, number, title }) => ({
    value: id,
    label: [number, title].filter(Boolean).join(" · "),
  }));
  return <Select choices={withFormer(choices, props.value, "formerRecord")} {...props} />;
}

/** A value chosen earlier that is no longer offered is still shown, not silently lost. */
function withFormer(choices, value, key) {
  const isMissing = value !== undefined && value !== null && !choices.some((choice) => choice.value === value);
  return isMissing ? [...choices, { value, label: words(key, { id: value }) }] : choices;
}
