import { isPdf, isPicture, isText } from '../../shared/files.ts'

/** Whether the viewer shows files of this type. */
export const canBeViewed = (type: string): boolean => isPicture(type) || isPdf(type) || isText(type)
