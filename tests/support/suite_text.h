// Suites as text, for the tests of the loader.
#pragma once

#include <string>
#include <vector>

#include "core/file.h"
#include "scenario/loader.h"

namespace shakedown::testing_support {

inline constexpr const char* kKitchenSink =
    SHAKEDOWN_SOURCE_DIR "/fixtures/fuzz/suite/kitchen-sink.xml";

/// A suite file with `content` in lines 2 and following.
inline std::string SuiteWith(const std::string& content) {
  return "<suite xmlns=\"urn:shakedown:suite:1\" name=\"s\">\n" + content + "\n</suite>\n";
}

/// A suite with an identity "alice" and one scenario, whose content begins in line 4.
inline std::string ScenarioWith(const std::string& content, const std::string& attributes = "") {
  return SuiteWith(
      "<identities><identity id=\"alice\" mint=\"good\"/></identities>\n<scenario id=\"a\"" +
      (attributes.empty() ? attributes : ' ' + attributes) + ">\n" + content + "\n</scenario>");
}

/// A handshake with the given attributes and an expectation, within a scenario; line 4.
inline std::string HandshakeWith(const std::string& attributes) {
  return ScenarioWith("<handshake " + attributes + "/>\n<expect outcome=\"refused\"/>");
}

/// The errors of a suite, each as "line:column: message [hint]".
inline std::vector<std::string> ErrorsOf(const std::string& text) {
  std::vector<std::string> errors;
  for (const Error& error : scenario::ParseSuite(text, "s.xml").errors) {
    std::string line = std::to_string(error.position().line) + ':' +
                       std::to_string(error.position().column) + ": " + error.Line();
    if (!error.hint().empty()) line += " [" + error.hint() + ']';
    errors.push_back(std::move(line));
  }
  return errors;
}

}  // namespace shakedown::testing_support
