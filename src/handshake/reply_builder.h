// Collects the parts of one HTTP reply, of whatever version, and makes the record of it.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "attempt/trace.h"

namespace shakedown::handshake {

/// Bounded: at most 100 fields, and as much of the body as a title may hide in. What is beyond is
/// dropped without a word.
class ReplyBuilder final {
 public:
  void set_status(int status) { status_ = status; }
  void set_reason(std::string_view reason) { reason_ = reason; }
  void AddField(std::string_view name, std::string_view value);
  void AppendBody(std::string_view octets);

  /// 0 before a status was set.
  int status() const { return status_; }
  /// What was collected so far; text is printable.
  attempt::HttpReply Build() const;

 private:
  int status_ = 0;
  std::string reason_;
  std::vector<std::pair<std::string, std::string>> fields_;
  std::string body_;
};

}  // namespace shakedown::handshake
