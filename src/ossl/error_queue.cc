#include "ossl/error_queue.h"

#include <openssl/err.h>

#include <utility>

#include "core/text.h"

namespace shakedown::ossl {
namespace {

std::string TextOf(unsigned long code, const char* data, int flags) {
  const char* const library = ERR_lib_error_string(code);
  const char* const reason = ERR_reason_error_string(code);
  std::string text = library != nullptr ? library : "library " + std::to_string(ERR_GET_LIB(code));
  text += ": ";
  text += reason != nullptr ? reason : "reason " + std::to_string(ERR_GET_REASON(code));
  if ((flags & ERR_TXT_STRING) != 0 && data != nullptr && *data != '\0') {
    text += " (" + std::string(data) + ")";
  }
  return Printable(text);
}

}  // namespace

void ClearErrors() { ERR_clear_error(); }

std::vector<QueueEntry> DrainErrors() {
  std::vector<QueueEntry> entries;
  const char* data = nullptr;
  int flags = 0;
  while (const unsigned long code = ERR_get_error_all(nullptr, nullptr, nullptr, &data, &flags)) {
    entries.push_back({ERR_GET_LIB(code), ERR_GET_REASON(code), TextOf(code, data, flags)});
  }
  return entries;
}

Error LibraryError(ErrorCode code, std::string what) {
  const char* separator = ": ";
  for (const QueueEntry& entry : DrainErrors()) {
    what += separator + entry.text;
    separator = "; ";
  }
  return Error(code, std::move(what));
}

}  // namespace shakedown::ossl
