// The cases of a run, or the targets of a survey, in the temporary file of the report that wrote
// them.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/model/run_report.h"
#include "report/spool.h"

namespace shakedown::report {

/// Borrows the file.
class SpooledTexts final : public model::CaseTexts {
 public:
  SpooledTexts(const Spool& spool, std::vector<Spool::Piece> pieces)
      : spool_(spool), pieces_(std::move(pieces)) {}
  Result<std::string> Read(size_t index) const override { return spool_.Read(pieces_.at(index)); }

 private:
  const Spool& spool_;
  std::vector<Spool::Piece> pieces_;
};

}  // namespace shakedown::report
