ALTER TABLE "origin" ADD COLUMN "matched" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "origin" ADD COLUMN "brought_id" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "origin" ADD COLUMN "brought_text_id" boolean DEFAULT false NOT NULL;