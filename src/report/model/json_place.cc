#include "report/model/json_place.h"

#include <algorithm>
#include <cmath>

#include "core/hex.h"
#include "core/text.h"

namespace shakedown::report::model {
namespace {

using Json = JsonPlace::Json;

const char* TypeWord(Json::value_t type) {
  switch (type) {
    case Json::value_t::object: return "an object";
    case Json::value_t::array: return "a list";
    case Json::value_t::string: return "a text";
    case Json::value_t::boolean: return "true or false";
    case Json::value_t::number_integer:
    case Json::value_t::number_unsigned:
    case Json::value_t::number_float: return "a number";
    default: return "nothing";
  }
}

bool IsCount(Json::value_t type) { return type == Json::value_t::number_unsigned; }

std::string Bounded(const std::string& text) {
  const std::string printable = Printable(text);
  if (printable.size() <= JsonPlace::kMaxCharacters) return printable;
  return ElideEnd(printable, JsonPlace::kMaxCharacters);
}

}  // namespace

std::string JsonPlace::Path(const char* key) const {
  std::string path;
  if (parent_ != nullptr) path = parent_->Path(key_);
  if (number_ > 0) path += '[' + std::to_string(number_ - 1) + ']';
  if (*key != '\0') path += (path.empty() ? "" : ".") + std::string(key);
  return path;
}

void JsonPlace::Complain(const char* key, std::string what) const {
  if (!*problem_) *problem_ = JsonProblem{Path(key), std::move(what)};
}

const Json* JsonPlace::Find(const char* key, Json::value_t type) const {
  const auto found = value_->find(key);
  if (found == value_->end()) return nullptr;
  if (found->type() == type) return &*found;
  Complain(key, std::string("is ") + TypeWord(found->type()) + " where " + TypeWord(type) +
                    " is expected");
  return nullptr;
}

bool JsonPlace::IsObject() const {
  if (value_->is_object()) return true;
  Complain("", std::string("is ") + TypeWord(value_->type()) + " where an object is expected");
  return false;
}

std::string JsonPlace::Text(const char* key) const {
  const Json* value = Find(key, Json::value_t::string);
  return value == nullptr ? std::string() : Bounded(value->get_ref<const std::string&>());
}

std::string JsonPlace::RequiredText(const char* key) const {
  if (!value_->contains(key)) Complain(key, "is missing");
  return Text(key);
}

std::optional<uint64_t> JsonPlace::OptionalNumber(const char* key) const {
  const auto found = value_->find(key);
  if (found == value_->end()) return std::nullopt;
  if (IsCount(found->type())) return found->get<uint64_t>();
  Complain(key, std::string("is ") + TypeWord(found->type()) +
                    " where a whole number that is not negative is expected");
  return std::nullopt;
}

double JsonPlace::Decimal(const char* key) const {
  const auto found = value_->find(key);
  if (found == value_->end()) return 0;
  if (!found->is_number()) {
    Complain(key, std::string("is ") + TypeWord(found->type()) + " where a number is expected");
    return 0;
  }
  const auto number = found->get<double>();
  return std::isfinite(number) ? std::clamp(number, 0.0, 1e12) : 0;
}

std::optional<bool> JsonPlace::Flag(const char* key) const {
  const Json* value = Find(key, Json::value_t::boolean);
  if (value == nullptr) return std::nullopt;
  return value->get<bool>();
}

std::vector<std::string> JsonPlace::Texts(const char* key) const {
  std::vector<std::string> texts;
  const Json* list = Find(key, Json::value_t::array);
  if (list == nullptr) return texts;
  for (const Json& item : *list) {
    if (texts.size() >= kMaxItems) break;
    if (item.is_string()) {
      texts.push_back(Bounded(item.get_ref<const std::string&>()));
    } else {
      Complain(key, std::string("holds ") + TypeWord(item.type()) + " where texts are expected");
    }
  }
  return texts;
}

std::vector<uint64_t> JsonPlace::Numbers(const char* key) const {
  std::vector<uint64_t> numbers;
  const Json* list = Find(key, Json::value_t::array);
  if (list == nullptr) return numbers;
  for (const Json& item : *list) {
    if (numbers.size() >= kMaxItems) break;
    if (IsCount(item.type())) {
      numbers.push_back(item.get<uint64_t>());
    } else {
      Complain(key, std::string("holds ") + TypeWord(item.type()) + " where counts are expected");
    }
  }
  return numbers;
}

Bytes JsonPlace::Hex(const char* key) const {
  const Json* value = Find(key, Json::value_t::string);
  if (value == nullptr) return {};
  auto octets = FromHex(value->get_ref<const std::string&>());
  if (!octets) Complain(key, "is not hexadecimal");
  return octets ? *std::move(octets) : Bytes();
}

std::vector<std::pair<std::string, std::string>> JsonPlace::TextFields(const char* key) const {
  std::vector<std::pair<std::string, std::string>> fields;
  const Json* object = Find(key, Json::value_t::object);
  if (object == nullptr) return fields;
  for (const auto& [name, value] : object->items()) {
    if (fields.size() >= kMaxItems) break;
    if (value.is_string()) {
      fields.emplace_back(Bounded(name), Bounded(value.get_ref<const std::string&>()));
    } else {
      Complain(key, std::string("holds ") + TypeWord(value.type()) + " where texts are expected");
    }
  }
  return fields;
}

}  // namespace shakedown::report::model
