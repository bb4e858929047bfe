import { useEffect, useState } from 'react'
import { Button, buttonClass } from '../../ui/button.tsx'
import { Icon } from '../../ui/icon.tsx'
import styles from '../access.module.css'
import { text } from '../text.ts'

export interface CertificateFiles {
  readonly login: string
  readonly certificatePem: string
  readonly keyPem: string | null
  readonly caPem: string
}

const words = text.certificates

function FileLink({ name, word, pem }: { name: string; word: string; pem: string }) {
  const [url] = useState(() => URL.createObjectURL(new Blob([pem], { type: 'application/x-pem-file' })))
  useEffect(() => () => URL.revokeObjectURL(url), [url])
  return (
    <a className={buttonClass()} href={url} download={name}>
      <Icon name="download" />
      {word}
    </a>
  )
}

/** The files of a certificate that was issued a moment ago; the key is kept nowhere else. */
export function IssuedCertificate({ made, onDone }: { made: CertificateFiles; onDone: () => void }) {
  const { login, certificatePem, keyPem, caPem } = made
  return (
    <section className={styles.once} aria-label={words.onceTitle(login)}>
      <h3>{words.onceTitle(login)}</h3>
      <p>{words.once}</p>
      <div className={styles.actions}>
        <FileLink name="client.crt" word={words.files.certificate} pem={certificatePem} />
        {keyPem && <FileLink name="client.key" word={words.files.key} pem={keyPem} />}
        <FileLink name="clients-ca.pem" word={words.files.ca} pem={caPem} />
        <Button tone="quiet" onClick={onDone}>
          {words.put}
        </Button>
      </div>
    </section>
  )
}
