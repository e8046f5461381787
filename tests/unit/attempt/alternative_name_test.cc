#include "attempt/alternative_name.h"

#include <gmock/gmock.h>

namespace shakedown::attempt {
namespace {

using testing::ElementsAre;
using testing::Optional;
using Kind = AlternativeName::Kind;

TEST(alternative_name, EachKindIsKnownByItsWord) {
  EXPECT_THAT(
      ParseAlternativeNames("dns:a.test email:a@b.test uri:urn:a ip:::1 upn:a@b rid:1.2.3"),
      Optional(ElementsAre(
          AlternativeName{Kind::kDns, "a.test"}, AlternativeName{Kind::kEmail, "a@b.test"},
          AlternativeName{Kind::kUri, "urn:a"}, AlternativeName{Kind::kIp, "::1"},
          AlternativeName{Kind::kUpn, "a@b"}, AlternativeName{Kind::kRegisteredId, "1.2.3"})));
}

TEST(alternative_name, EscapesStandForOctets) {
  EXPECT_THAT(ParseAlternativeNames("dns:a%00b%20%25"),
              Optional(ElementsAre(AlternativeName{Kind::kDns, std::string("a\0b %", 5)})));
}

TEST(alternative_name, WhatIsNoNameIsNothing) {
  for (const char* text : {"a.test", "dns:", "host:a", "dns:%0", "dns:%zz", "ip:a.test", "rid:x"}) {
    EXPECT_FALSE(ParseAlternativeNames(text)) << text;
  }
}

}  // namespace
}  // namespace shakedown::attempt
