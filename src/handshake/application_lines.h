// Steps of protocols that speak in lines.
#pragma once

#include <string_view>

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

}  // namespace shakedown::handshake
