/** Our look for react-jsonschema-form: Tabler's markup, so that forms and pages look alike. */
import ArrayField from "@rjsf/core/lib/components/fields/ArrayField.js";
import StringField from "@rjsf/core/lib/components/fields/StringField.js";
import { createElement } from "react";

import { FileInput, FileListField } from "./files/Files.jsx";
import { ErrorList } from "./templates/ErrorList.jsx";
import { Description, Field, FieldErrors, Help } from "./templates/Field.jsx";
import { Group } from "./templates/Group.jsx";
import { Line, Lines } from "./templates/Lines.jsx";
import { Checkbox, RadioChoice } from "./widgets/Choices.jsx";
import { DateInput } from "./widgets/DateInput.jsx";
import { MoneyInput } from "./widgets/NumberInput.jsx";
import { EnumSelect, PersonSelect, RecordSelect } from "./widgets/Select.jsx";
import { TextArea } from "./widgets/TextArea.jsx";
import { CodeInput, DigitsInput, EmailInput, LinkInput, PhoneInput, ValueInput } from "./widgets/TextInput.jsx";

export const templates = {
  ArrayFieldItemTemplate: Line,
  ArrayFieldTemplate: Lines,
  DescriptionFieldTemplate: Description,
  ErrorListTemplate: ErrorList,
  FieldErrorTemplate: FieldErrors,
  FieldHelpTemplate: Help,
  FieldTemplate: Field,
  ObjectFieldTemplate: Group,
  ButtonTemplates: { SubmitButton: () => null }, // the island draws its own, with the draft's state beside it
};

/** The library's field for numbers hands them to its text widget as text, in the browser's notation; ours reads and writes them. */
export const fields = { ArrayField: List, NumberField: StringField };

/** A list of files is one field, any other list is a table of lines. */
function List(props) {
  return createElement(props.schema.items?.format === "attachment" ? FileListField : ArrayField, props);
}

/** Widgets of the library by its names, then those of our formats: a field of format "money" gets the widget "money". */
export const widgets = {
  CheckboxWidget: Checkbox,
  DateWidget: DateInput,
  EmailWidget: EmailInput,
  RadioWidget: RadioChoice,
  SelectWidget: EnumSelect,
  TextWidget: ValueInput,
  TextareaWidget: TextArea,
  URLWidget: LinkInput,
  attachment: FileInput,
  bik: DigitsInput,
  inn: DigitsInput,
  kpp: CodeInput,
  money: MoneyInput,
  ogrn: DigitsInput,
  person: PersonSelect,
  phone: PhoneInput,
  record: RecordSelect,
};
