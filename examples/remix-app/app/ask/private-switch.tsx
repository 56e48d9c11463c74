import { choosePrivate, useIsPrivate } from "./private-choice";

/** Lets pictures stay on this device. Shown only where the page can embed them itself. */
export function PrivateSwitch() {
  const isOn = useIsPrivate();
  return (
    <label className="private-switch needs-script">
      <input
        type="checkbox"
        checked={isOn}
        onChange={(event) => choosePrivate(event.currentTarget.checked)}
      />
      <span>
        Keep my picture on this device
        <span className="block text-muted">
          {isOn ? "Only a description in numbers is sent." : "Private search: 9 MB once."}
        </span>
      </span>
    </label>
  );
}
