import { excerpt } from '@aaps-data/contracts/excerpt'
import { useSignal } from '@preact/signals'
import { changeText } from './change-texts.ts'

const lettersShown = 140

interface ValueProps<Text> {
  readonly text: Text
  /** The value that it is shown beside: of long ones that begin alike, the difference is shown. */
  readonly other?: string | null | undefined
}

function LongValue({ text, other }: ValueProps<string>) {
  const isOpen = useSignal(false)
  if (isOpen.value) return <>{text}</>
  return (
    <>
      {`${excerpt(text, other, lettersShown)} `}
      <button type="button" class="link-button" onClick={() => (isOpen.value = true)}>
        {changeText('whole')}
      </button>
    </>
  )
}

/** A value of a row; what is no text to see is said in words, and of a long one a part. */
export function Value({ text, other }: ValueProps<string | null>) {
  if (text === null) return <i class="no-value">{changeText('null')}</i>
  if (text === '') return <i class="no-value">{changeText('empty')}</i>
  return text.length <= lettersShown ? <>{text}</> : <LongValue text={text} other={other} />
}
