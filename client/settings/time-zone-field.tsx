import { deviceTimeZone, TIME_ZONES, useTimeZone } from '../app/use-time-zone.ts'
import { Select } from '../design/index.ts'
import styles from './settings.module.css'

const DEVICE = 'device'

export const TimeZoneField = () => {
  const [timeZone, setTimeZone] = useTimeZone()
  const named =
    timeZone === undefined || TIME_ZONES.includes(timeZone) ? TIME_ZONES : [timeZone, ...TIME_ZONES]
  return (
    <div className={styles.part}>
      <Select
        label="Time zone"
        value={timeZone ?? DEVICE}
        options={[
          { value: DEVICE, label: `As this device has it (${deviceTimeZone()})` },
          ...named.map((zone) => ({ value: zone, label: zone.replaceAll('_', ' ') })),
        ]}
        onChange={(zone) => setTimeZone(zone === DEVICE ? undefined : zone)}
      />
      <p className={styles.intro}>Exact times, which stand behind “two hours ago”, are shown in it.</p>
    </div>
  )
}
