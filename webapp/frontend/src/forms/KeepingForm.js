import Form from "@rjsf/core/lib/components/Form.js"; // the package's index pulls in a test registry with ajv

/** Where getStateFromProps is told to drop the answers of a branch that another answer has just closed. */
const SHOULD_SANITIZE = 6;

/**
 * RJSF's form, but an answer outlives a change of mind: choosing «reject» and then «assign» again brings back the
 * manager chosen before. What is closed at the end is left out by openData when the form is checked and submitted.
 */
export class KeepingForm extends Form {
  getStateFromProps(...given) {
    given[SHOULD_SANITIZE] = false;
    return super.getStateFromProps(...given);
  }
}
