import {
  Activity,
  Bell,
  Check,
  ChevronDown,
  Circle,
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleQuestionMark,
  Copy,
  Database,
  Download,
  Eye,
  EyeOff,
  KeyRound,
  OctagonX,
  Plus,
  ScrollText,
  Search,
  Server,
  Settings,
  Trash2,
  TriangleAlert,
  Undo2,
  User,
  Users,
  Webhook,
  X,
} from 'lucide-react'

const icons = {
  activity: Activity,
  bell: Bell,
  check: Check,
  'chevron-down': ChevronDown,
  circle: Circle,
  'circle-check': CircleCheck,
  'circle-dashed': CircleDashed,
  'circle-pause': CirclePause,
  'circle-question-mark': CircleQuestionMark,
  copy: Copy,
  database: Database,
  download: Download,
  eye: Eye,
  'eye-off': EyeOff,
  'key-round': KeyRound,
  'octagon-x': OctagonX,
  plus: Plus,
  'scroll-text': ScrollText,
  search: Search,
  server: Server,
  settings: Settings,
  'trash-2': Trash2,
  'triangle-alert': TriangleAlert,
  'undo-2': Undo2,
  user: User,
  users: Users,
  webhook: Webhook,
  x: X,
} as const

export type IconName = keyof typeof icons

/** A drawing beside a word; never the only carrier of a meaning, so assistive technology does not hear it. */
export function Icon({ name, size = 16 }: { name: IconName; size?: 16 | 20 | 24 }) {
  const Drawing = icons[name]
  return <Drawing aria-hidden="true" focusable="false" size={size} strokeWidth={1.75} />
}
