interface FilterSelectProps {
  readonly label: string
  /** The words for no choice. */
  readonly all: string
  readonly value: string | undefined
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly choose: (value: string | undefined) => void
}

/** Choosing one of several, or none. */
export function FilterSelect({ label, all, value, choices, choose }: FilterSelectProps) {
  return (
    <label class="field">
      <span>{label}</span>
      <select
        value={value ?? ''}
        onChange={({ currentTarget }) => {
          choose(currentTarget.value === '' ? undefined : currentTarget.value)
        }}
      >
        <option value="">{all}</option>
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
    </label>
  )
}
