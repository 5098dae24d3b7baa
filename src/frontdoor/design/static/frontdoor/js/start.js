// Starts the behaviour of GOV.UK Frontend on every page. Each part is an improvement only: the pages work
// without any of it.
import {
  createAll, Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput,
  Radios, ServiceNavigation, SkipLink,
} from "./govuk-frontend.min.js";

for (const part of [
  Button, CharacterCount, Checkboxes, ErrorSummary, FileUpload, NotificationBanner, PasswordInput, Radios,
  ServiceNavigation, SkipLink,
]) {
  createAll(part);
}
