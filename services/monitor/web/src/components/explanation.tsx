import type { ExplainedError } from '@aaps-data/contracts/error-guide'
import { t } from '../i18n/language.ts'
import '../styles/explanation.css'

// A step opens with who does it: "Soporte: …".
function Step({ text }: { readonly text: string }) {
  const [, who, what] = /^([^.:]{4,70}): (.*)$/s.exec(text) ?? []
  if (who === undefined || what === undefined) return <li>{text}</li>
  return (
    <li>
      <strong>{who}</strong>
      <span>{what.charAt(0).toUpperCase() + what.slice(1)}</span>
    </li>
  )
}

/** Why an error happened, what to do about it, and how to prevent it. */
export function Explanation({ explained }: { readonly explained: ExplainedError }) {
  return (
    <div class="explanation">
      <section>
        <h2>{t('error.steps')}</h2>
        <ol class="steps">
          {explained.steps.map((step) => (
            <Step key={step} text={step} />
          ))}
        </ol>
      </section>
      <div class="explanation-why">
        <section>
          <h2>{t('error.cause')}</h2>
          <p>{explained.cause}</p>
        </section>
        <section>
          <h2>{t('error.prevention')}</h2>
          <p>{explained.prevention}</p>
        </section>
      </div>
    </div>
  )
}
