// Plays the server's part of a conversation inside TLS to an ApplicationStep, without TLS.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "handshake/application.h"

namespace shakedown::testing_support {

/// What the server says, in turns: the first at once, each other one after the client spoke again.
using Turns = std::vector<std::string>;

/// A spec for the server of this URL.
inline attempt::HandshakeSpec SpecOfUrl(const std::string& url) {
  attempt::HandshakeSpec spec;
  const auto target = attempt::ParseTarget(url);
  EXPECT_TRUE(target) << url;
  if (target) spec.target = *target;
  return spec;
}

/// Plays the turns in portions; what the client says is added to `said`.
inline std::optional<attempt::ApplicationReply> Play(const std::string& url, const Turns& turns,
                                                     size_t portion, std::string* said = nullptr) {
  const std::unique_ptr<handshake::ApplicationStep> step =
      handshake::MakeApplicationStep(SpecOfUrl(url));
  if (step == nullptr) return std::nullopt;
  for (const std::string& turn : turns) {
    const std::string words = step->TakeOutput();
    if (said != nullptr) *said += words;
    for (size_t at = 0; at < turn.size(); at += portion) {
      step->Feed(AsBytes(std::string_view(turn).substr(at, portion)));
    }
  }
  if (said != nullptr) *said += step->TakeOutput();
  return step->reply();
}

}  // namespace shakedown::testing_support
