// The GOV.UK Frontend behaviours that our pages use. Every page works without them.
import {
  createAll,
  Button,
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
} from "govuk-frontend";

for (const component of [
  CharacterCount,
  ErrorSummary,
  NotificationBanner,
  Radios,
  ServiceNavigation,
  SkipLink,
]) {
  createAll(component);
}
// A second press of a submit button within a second is taken for a slip. The
// command id in the form is what makes a double submission harmless.
createAll(Button, { preventDoubleClick: true });
