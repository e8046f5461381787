#include "report/annotated_json.h"

#include "report/json_writer.h"

namespace shakedown::report {

std::string AnnotatedJson(std::string_view kind, size_t octets,
                          std::span<const observe::Annotation> annotations) {
  JsonWriter json;
  json.BeginObject().Field("schema", kOctetsSchema).Field("kind", kind);
  json.Key("octets").Unsigned(octets).Key("annotations").BeginArray();
  for (const observe::Annotation& annotation : annotations) {
    json.BeginObject().Key("offset").Unsigned(annotation.offset);
    json.Key("octets").Unsigned(annotation.octets).Key("depth").Integer(annotation.depth);
    json.Field("text", annotation.text);
    if (annotation.wrong) json.Key("wrong").Bool(true);
    json.EndObject();
  }
  json.EndArray().EndObject();
  return json.Take();
}

}  // namespace shakedown::report
