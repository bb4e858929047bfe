import type { ComponentProps } from 'react'
import styles from './form.module.css'

/** Fields under each other, the button last. The browser's own bubbles are off: errors stand at their fields. */
export function Form(props: ComponentProps<'form'>) {
  return <form noValidate {...props} className={styles.form} />
}
