// One connection to `serve` as text for people: on the console, and as plain answer to the client.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/color.h"
#include "run/served_event.h"

namespace shakedown::report {

struct ServedTextOptions {
  size_t columns = 80;
  bool everything = false;  ///< with ladder, all clients, all algorithms
  Paint paint{false};
};

/// What is told of a connection, in order, as label and value; a label that repeats is empty. Text
/// is printable. Shared by text and HTML.
std::vector<std::pair<std::string, std::string>> ServedFacts(const run::ServedEvent& event,
                                                             bool everything);
/// What the client did, one line.
std::string ServedHeadline(const run::ServedEvent& event);

/// The block of a connection, each line ending in LF.
std::string ServedBlock(const run::ServedEvent& event, const ServedTextOptions& options);
/// The same on one line with a line feed.
std::string ServedLine(const run::ServedEvent& event);

}  // namespace shakedown::report
