/** The grip of kelp on rock. */
export function Mark({ size = 24 }: { size?: 16 | 24 | 48 }) {
  return (
    <svg
      viewBox="0 0 24 24"
      width={size}
      height={size}
      fill="none"
      stroke="currentColor"
      strokeWidth={size < 24 ? 2.25 : 2}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d="M12 2v8M12 6.5c0 4.5-2 6-4.5 7.5S4 17.5 4 21M12 6.5c0 4.5 2 6 4.5 7.5s3.5 3.5 3.5 7M12 10c0 5-3 5.5-3 11M12 10c0 5 3 5.5 3 11" />
    </svg>
  )
}
