import { rejectTextsEn } from './en.ts'
import { rejectTextsEs } from './es.ts'
import { rejectRules, type Reject, type RejectLanguage, type RejectRule } from './reject.ts'
import type { RejectTexts } from './reject-texts.ts'

const texts: Readonly<Record<RejectLanguage, RejectTexts>> = {
  es: rejectTextsEs,
  en: rejectTextsEn,
}

function isRule(rule: string): rule is RejectRule {
  return (rejectRules as readonly string[]).includes(rule)
}

/** The name of a rule for people; one that this version does not know keeps its own. */
export function ruleTitle(rule: string, language: RejectLanguage): string {
  return isRule(rule) ? texts[language].titles[rule] : rule
}

/**
 * Why a row was rejected, in one sentence for people who are not programmers. A value that was
 * masked or not kept is left out of it.
 */
export function describeReject(reject: Reject, language: RejectLanguage): string {
  const { causes, unknown } = texts[language]
  return (isRule(reject.rule) ? causes[reject.rule] : unknown)(reject)
}
