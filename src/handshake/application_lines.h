// Steps of protocols that speak in lines.
#pragma once

#include <string_view>
#include <vector>

#include "handshake/application.h"

namespace shakedown::handshake {

class LineStep : public ApplicationStep {
 protected:
  using ApplicationStep::ApplicationStep;

  /// One line, without its line end.
  virtual void OnLine(std::string_view line) = 0;
  /// Sends `line` with CRLF.
  void SayLine(std::string_view line);

 private:
  void OnInput() final;
};

/// The SASL mechanism with which a login is begun and never finished, out of those that the server
/// lists: one in which the client speaks first, so that the server's go-ahead tells that it takes
/// logins on this connection. Empty if it lists none.
std::string_view MechanismToBegin(const std::vector<std::string_view>& listed);

}  // namespace shakedown::handshake
