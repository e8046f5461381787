// Files that do not load: whatever the error is, it has context and a hint and holds no secret.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "pki/identity.h"
#include "tests/unit/pki/credentials.h"

namespace shakedown::testing_support {

inline constexpr const char* kSecret = "open sesame 4711";

class LoadErrorsFixture : public testing::Test {
 protected:
  Error Refusal(const pki::IdentityFiles& files) {
    const auto loaded = pki::LoadIdentity(files);
    if (loaded) {
      ADD_FAILURE() << "loaded";
      return Error(ErrorCode::kInternal, "");
    }
    EXPECT_THAT(loaded.error().Text(), testing::HasSubstr("loading identity"));
    EXPECT_THAT(loaded.error().hint(), testing::Not(testing::IsEmpty())) << loaded.error().Text();
    EXPECT_THAT(loaded.error().Text(), testing::Not(testing::HasSubstr(kSecret)));
    return loaded.error();
  }
  std::string Write(const std::string& name, const std::string& content) {
    return files_.Write(name, content);
  }
  std::string Certificate() { return Write("cert.pem", files_.leaf()); }
  EVP_PKEY* raw_key() const { return files_.identity().key.get(); }

  Credentials files_;
  const Variable pass_{"SHAKEDOWN_TEST_PASS", kSecret};
  const Variable wrong_{"SHAKEDOWN_TEST_WRONG", "not it"};
};

}  // namespace shakedown::testing_support
