import { askGo, writeKept } from "./go-json/answers.ts";
import { annotationValues } from "./go-json/values.ts";

const values = annotationValues();
const answers = askGo(values);
writeKept({ values, answers });
console.log(`${answers.length} answers kept, ${answers.filter((answer) => answer.error !== undefined).length} of them errors`);
