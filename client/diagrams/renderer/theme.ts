/** The library's look in our colours. Pure. */
import type { MermaidConfig } from 'mermaid'
import type { Palette } from '../messages.ts'

/** A picture reaches no fonts of the page: it is measured and shown in one that every system has. */
const FONT = 'system-ui, sans-serif'

export const themeOf = (palette: Palette): Partial<MermaidConfig> => {
  const { isDark, paper, fill, second, third, ink, line, note, branches } = palette
  return {
    theme: 'base',
    fontFamily: FONT,
    themeVariables: {
      darkMode: isDark,
      fontFamily: FONT,
      fontSize: '15px',
      background: paper,
      primaryColor: fill,
      primaryTextColor: ink,
      primaryBorderColor: line,
      secondaryColor: second,
      secondaryTextColor: ink,
      secondaryBorderColor: line,
      tertiaryColor: third,
      tertiaryTextColor: ink,
      tertiaryBorderColor: line,
      lineColor: line,
      textColor: ink,
      titleColor: ink,
      edgeLabelBackground: paper,
      noteBkgColor: note,
      noteTextColor: ink,
      noteBorderColor: line,
      sectionBkgColor: third,
      sectionBkgColor2: third,
      altSectionBkgColor: paper,
      taskBkgColor: second,
      taskBorderColor: line,
      taskTextColor: ink,
      taskTextDarkColor: ink,
      taskTextLightColor: ink,
      taskTextOutsideColor: ink,
      activeTaskBkgColor: fill,
      activeTaskBorderColor: line,
      doneTaskBkgColor: third,
      doneTaskBorderColor: line,
      critBkgColor: note,
      critBorderColor: line,
      gridColor: line,
      packet: {
        startByteColor: ink,
        endByteColor: ink,
        labelColor: ink,
        titleColor: ink,
        blockStrokeColor: line,
        blockFillColor: fill,
      },
      xyChart: { backgroundColor: 'transparent', plotColorPalette: branches.join(',') },
      ...Object.fromEntries(
        branches.flatMap((colour, index) => [
          [`cScale${index}`, colour],
          [`git${index}`, colour],
          [`pie${index + 1}`, colour],
          [`fillType${index}`, colour],
        ]),
      ),
    },
  }
}
