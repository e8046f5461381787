// shakedown watch in front of a server, between two taps, and what has to be the same in its
// diagnosis and in that of shakedown explain.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/file.h"
#include "tests/support/program.h"
#include "tests/support/tap.h"

namespace shakedown::testing_support {

class WatchRun final {
 public:
  /// Forwards to `server` on this machine; the document is written into `folder`.
  WatchRun(const std::string& folder, uint16_t server, std::vector<std::string> options = {})
      : document_(folder + "/watch.json"),
        inner_(server),
        listen_(FreePorts(1)[0]),
        program_(Words(std::move(options)), {"SSLKEYLOGFILE"}),
        outer_(listen_) {
    EXPECT_TRUE(program_.SaysOnStderr("Stop with Ctrl-C", Milliseconds(30000)));
  }

  /// Where clients connect to.
  uint16_t port() const { return outer_.port(); }
  std::string Url(const std::string& path = "/") const {
    return "https://localhost:" + std::to_string(port()) + path;
  }

  /// Waits until all connections have ended, checks that not an octet was changed, and gives the
  /// flows in the order in which they began.
  std::vector<nlohmann::json> Finish() {
    const Deadline patience = Deadline::After(Milliseconds(30000));
    EXPECT_TRUE(outer_.Idle(patience) && inner_.Idle(patience));
    ExpectUnchanged();
    program_.Signal(SIGTERM);
    const ProgramResult ended = program_.Wait(Milliseconds(30000));
    EXPECT_EQ(ended.exit_code, 143) << ended.err;
    const auto text = ReadFile(document_);
    const auto document = nlohmann::json::parse(text ? *text : "", nullptr, false);
    EXPECT_TRUE(document.contains("flows")) << ended.err;
    std::vector<nlohmann::json> flows;
    if (document.contains("flows"))
      flows.assign(document["flows"].begin(), document["flows"].end());
    std::ranges::sort(flows, {},
                      [](const auto& flow) { return flow.at("number").template get<int>(); });
    return flows;
  }

 private:
  void ExpectUnchanged() const {
    const std::vector<Passed> front = outer_.All();
    std::vector<Passed> back = inner_.All();
    EXPECT_EQ(front.size(), back.size());
    for (const Passed& passed : front) {
      const auto same = std::ranges::find_if(
          back, [&](const Passed& other) { return IsUnchanged(passed, other); });
      EXPECT_NE(same, back.end()) << passed.up.size() << " and " << passed.down.size()
                                  << " octets were changed on their way";
      if (same != back.end()) back.erase(same);
    }
  }

  std::vector<std::string> Words(std::vector<std::string> options) const {
    std::vector<std::string> words = {SHAKEDOWN_BINARY,
                                      "watch",
                                      "--listen",
                                      "127.0.0.1:" + std::to_string(listen_),
                                      "--forward",
                                      "127.0.0.1:" + std::to_string(inner_.port()),
                                      "--json",
                                      document_,
                                      "-q"};
    words.insert(words.end(), options.begin(), options.end());
    return words;
  }

  const std::string document_;
  Tap inner_;  ///< between the relay and the server
  const uint16_t listen_;
  Program program_;
  Tap outer_;  ///< between the client and the relay
};

/// What has to be the same whoever looks.
inline nlohmann::json Essence(const nlohmann::json& diagnosis) {
  const nlohmann::json& handshake = diagnosis.at("handshakes").at(0);
  nlohmann::json essence = {{"outcome", diagnosis.at("outcome")},
                            {"enforcement", diagnosis.at("enforcement")},
                            {"layer", diagnosis.at("layer")},
                            {"stage", diagnosis.at("stage")},
                            {"observed", diagnosis.at("observed")},
                            {"cause", diagnosis.at("cause").at("id")},
                            {"certainty", diagnosis.at("cause").at("certainty")}};
  for (const char* part : {"version", "cipher", "certificate_request", "http"}) {
    if (handshake.contains(part)) essence[part] = handshake[part];
  }
  // Numbers of events differ with the records that a client chooses to make.
  if (essence.contains("certificate_request")) essence["certificate_request"].erase("event");
  if (essence.contains("http") && essence["http"].contains("headers")) {
    essence["http"].erase("headers");  // the time of day
  }
  return essence;
}

}  // namespace shakedown::testing_support
