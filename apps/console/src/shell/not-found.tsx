import { Link } from '@tanstack/react-router'
import { Entrance } from '../ui/entrance.tsx'
import { text } from './text.ts'

export function NotFound() {
  return (
    <Entrance title={text.notFound.title} lead={text.notFound.lead}>
      <p>
        <Link to="/">{text.notFound.home}</Link>
      </p>
    </Entrance>
  )
}
