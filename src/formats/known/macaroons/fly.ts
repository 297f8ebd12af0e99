export { flyFormat as default } from "../../fly/format.ts";
