// What the person at the client gets to read: the same as the console shows, as a page without
// scripts, as text or as JSON.
#pragma once

#include <string>
#include <string_view>

#include "run/served_event.h"

namespace shakedown::report {

enum class AnswerFormat { kHtml, kText, kJson };

/// The form that an Accept field (RFC 9110 section 12.5.1) prefers; text if it leaves it open, as
/// command-line tools do.
AnswerFormat FormatFor(std::string_view accept);

struct AnswerBody {
  std::string content_type;
  std::string body;
};

/// The answer with `status`, whose title is nginx's or the emulated server's (`title`).
AnswerBody ServedAnswer(const run::ServedEvent& event, AnswerFormat format, int status,
                        std::string_view title);

}  // namespace shakedown::report
