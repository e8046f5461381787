// A place in a parsed JSON document: fields read by name, with the path to whatever has another
// shape than expected. Unknown fields are ignored, so that later versions may add some.
#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/bytes.h"

namespace shakedown::report::model {

/// The first thing that is wrong with a document.
struct JsonProblem {
  std::string where;  ///< "executions[0].diagnosis.cause.id"; empty: the document itself
  std::string what;   ///< "is a number where a text is expected"
};

/// A value and the way to it. Cheap to copy; borrows the document, its parent and the problem.
class JsonPlace {
 public:
  using Json = nlohmann::json;
  /// Longer texts are cut, longer lists too: a report that somebody else wrote is not trusted.
  static constexpr size_t kMaxCharacters = 65536;
  static constexpr size_t kMaxItems = 100'000;

  JsonPlace(const Json& value, std::optional<JsonProblem>* problem)
      : value_(&value), problem_(problem) {}

  /// Whether this is an object; records a problem if not.
  bool IsObject() const;
  /// The text of a field, printable; empty if it is absent.
  std::string Text(const char* key) const;
  /// The same, but its absence is a problem.
  std::string RequiredText(const char* key) const;
  uint64_t Number(const char* key) const { return OptionalNumber(key).value_or(0); }
  std::optional<uint64_t> OptionalNumber(const char* key) const;
  /// A number with a fraction, at least 0.
  double Decimal(const char* key) const;
  std::optional<bool> Flag(const char* key) const;
  std::vector<std::string> Texts(const char* key) const;
  /// Whole numbers that are not negative.
  std::vector<uint64_t> Numbers(const char* key) const;
  /// The octets that a field holds as hexadecimal text; empty if it is absent.
  Bytes Hex(const char* key) const;
  /// Name and value of each text field of an object, in the order of the document's names.
  std::vector<std::pair<std::string, std::string>> TextFields(const char* key) const;
  /// Records `what` about a field.
  void Complain(const char* key, std::string what) const;

  /// Calls `read(place)` for a field that is an object; false if it is absent.
  template <typename Read>
  bool Object(const char* key, Read read) const {
    const Json* value = Find(key, Json::value_t::object);
    if (value != nullptr) read(JsonPlace(*value, this, key, 0));
    return value != nullptr;
  }
  /// Calls `read(place)` for each object of a list; an absent list is empty.
  template <typename Read>
  void Objects(const char* key, Read read) const {
    const Json* list = Find(key, Json::value_t::array);
    if (list == nullptr) return;
    size_t index = 0;
    for (const Json& item : *list) {
      if (index >= kMaxItems) return;
      const JsonPlace place(item, this, key, ++index);
      if (place.IsObject()) read(place);
    }
  }
  /// Calls `read` for a list of values: "certificates" and the like become vectors of T.
  template <typename T, typename Read>
  std::vector<T> List(const char* key, Read read) const {
    std::vector<T> list;
    Objects(key, [&](const JsonPlace& place) { list.push_back(read(place)); });
    return list;
  }

 private:
  JsonPlace(const Json& value, const JsonPlace* parent, const char* key, size_t number)
      : value_(&value), problem_(parent->problem_), parent_(parent), key_(key), number_(number) {}
  /// The field if it is there and of `type`; records a problem if it is of another type.
  const Json* Find(const char* key, Json::value_t type) const;
  std::string Path(const char* key) const;

  const Json* value_;
  std::optional<JsonProblem>* problem_;
  const JsonPlace* parent_ = nullptr;
  const char* key_ = "";
  size_t number_ = 0;  ///< 1-based in a list; 0: not in a list
};

}  // namespace shakedown::report::model
