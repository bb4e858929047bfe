import { type ComponentProps, createContext, use } from 'react'
import styles from './form.module.css'

const InsideContext = createContext(false)
/** Whether a button here can send a form. */
export const useIsInForm = (): boolean => use(InsideContext)

/** Fields under each other, the button last. The browser's own bubbles are off: errors stand at their fields. */
export function Form(props: ComponentProps<'form'>) {
  return (
    <InsideContext value={true}>
      <form noValidate {...props} className={styles.form} />
    </InsideContext>
  )
}
