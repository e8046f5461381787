#include "tls/vectors.h"

namespace shakedown::tls {

std::vector<std::string> ReadProtocolNames(ByteReader data, std::string_view field) {
  std::vector<std::string> names;
  if (auto list = data.Prefixed16(field, {.min = 2})) {
    while (!list->empty()) {
      auto name = list->Prefixed8(field, {.min = 1});
      if (!name) break;
      names.emplace_back(AsText(name->Rest()));
    }
  }
  data.ExpectEnd(field);
  return names;
}

}  // namespace shakedown::tls
